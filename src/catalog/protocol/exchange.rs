//! A question under way: the request to be sent next, and what has been learned when no more are needed.
//!
//! What follows on a reply is the protocol's to say; that it comes to an end is seen to here.

use super::refusal::Refusal;
use super::request::{Reply, Request};
use crate::catalog::{Query, Record};

/// However much there is to learn, no question costs a service more requests.
pub const MOST_REQUESTS: usize = 4;

/// What is made of a reply.
type Then = Box<dyn FnOnce(&Reply<'_>) -> Result<Step, Refusal> + Send>;

/// What comes next.
#[doc(hidden)]
pub enum Step {
    /// A request, and what is made of the reply.
    Ask(Request, Then),
    /// Nothing: these are the records.
    Done(Vec<Record>),
}

impl Step {
    pub(super) fn ask(
        request: Request,
        then: impl FnOnce(&Reply<'_>) -> Result<Self, Refusal> + Send + 'static,
    ) -> Self {
        Self::Ask(request, Box::new(then))
    }
}

/// A question to one service: send what [`request`](Self::request) holds, [`tell`](Self::tell) the reply, and go on until
/// there is no request any more.
pub struct Exchange {
    step: Result<Step, Refusal>,
    sent: usize,
}

impl Exchange {
    pub(super) fn new(step: Result<Step, Refusal>) -> Self {
        Self { step, sent: 0 }
    }

    /// The request to be sent now; `None` when the exchange is over.
    pub fn request(&self) -> Option<&Request> {
        match &self.step {
            Ok(Step::Ask(request, _)) if self.sent < MOST_REQUESTS => Some(request),
            _ => None,
        }
    }

    /// Takes the reply to the request.
    pub fn tell(&mut self, reply: &Reply<'_>) {
        let step = std::mem::replace(&mut self.step, Ok(Step::Done(Vec::new())));
        self.sent += 1;
        self.step = match step {
            Ok(Step::Ask(_, then)) => then(reply),
            over => over,
        };
    }

    /// How many records there are, `None` while there is more to ask, or the refusal.
    pub fn so_far(&self) -> Result<Option<usize>, &Refusal> {
        match self.step.as_ref()? {
            Step::Done(records) => Ok(Some(records.len())),
            Step::Ask(..) => Ok(None),
        }
    }

    /// The records, or why there is no answer: also where the exchange was not brought to its end.
    pub fn records(self) -> Result<Vec<Record>, Refusal> {
        match self.step? {
            Step::Done(records) => Ok(records),
            Step::Ask(..) => Err(Refusal::Unfinished),
        }
    }
}

/// The records that may answer the query: where it asks for an ISBN, only those that have it. Catalogs also find a book by
/// the ISBNs of its other formats, and some by parts of a number.
pub(super) fn answering(query: &Query, mut records: Vec<Record>) -> Vec<Record> {
    if let Query::Isbn(isbn) = query {
        records.retain(|record| record.book.edition.as_ref().is_some_and(|edition| edition.isbns.contains(isbn)));
        let first = |record: &mut Record| {
            if let Some(edition) = &mut record.book.edition {
                edition.isbns.sort_by_key(|other| other != isbn);
            }
        };
        records.iter_mut().for_each(first);
    }
    records
}

/// By what a query asks, for a person.
pub(super) fn reason(query: &Query) -> &'static str {
    match query {
        Query::Isbn(_) => "ISBN",
        Query::Title { author: Some(_), .. } => "title and author",
        Query::Title { author: None, .. } => "title",
        Query::Like { .. } => "similar titles",
    }
}

#[cfg(test)]
mod tests {
    use super::{Exchange, MOST_REQUESTS, Step};
    use crate::catalog::protocol::{Refusal, Reply, Request};

    fn endless() -> Step {
        Step::ask(Request::new("http://h", "", &[]), |_| Ok(endless()))
    }

    #[test]
    fn an_exchange_may_wait_for_its_reply_on_another_thread() {
        fn is_send<T: Send>() {}
        is_send::<Exchange>();
    }

    #[test]
    fn every_exchange_ends() {
        let reply = Reply { status: 200, content_type: None, body: b"" };
        let mut exchange = Exchange::new(Ok(endless()));
        let mut sent = 0;
        while exchange.request().is_some() {
            exchange.tell(&reply);
            sent += 1;
        }
        assert_eq!(sent, MOST_REQUESTS);
        assert_eq!(exchange.records(), Err(Refusal::Unfinished), "what was not asked to the end is not unknown");
        let mut refused = Exchange::new(Err(Refusal::NoKey));
        assert!(refused.request().is_none());
        refused.tell(&reply);
        assert_eq!(refused.records(), Err(Refusal::NoKey));
    }
}
