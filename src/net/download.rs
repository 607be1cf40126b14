//! A large file fetched over the network: straight to the disk, and on from where it broke off.
//!
//! What has come stands in a file with `.part` behind its name, with what the server calls this version of it beside (`.version`), so that
//! another run goes on where this one ends, and begins anew if there is another version. Nothing is kept in the cache.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use fs4::fs_std::FileExt;
use thiserror::Error;
use tokio::runtime::{Builder, Runtime};
use url::Url;

use super::mask::Secrets;
use super::network::{host_name, judge_lost, web_address};
use super::redirect::{Reach, Trail};
use super::settings::{Mode, Settings};
use super::trouble::Trouble;
use super::wire::{Lost, Opening, Piecemeal, Wire, proxies};

/// So often in a row it is tried again without a byte having come.
const MOST_TRIES: u32 = 4;

/// Why a file could not be fetched; what has come of it stays.
#[derive(Debug, Error)]
pub enum DownloadError {
    /// The network.
    #[error(transparent)]
    Network(#[from] Trouble),
    /// The server has no such file.
    #[error("`{host}` has no such file (status {status})")]
    Missing {
        /// Who was asked.
        host: String,
        /// The HTTP status.
        status: u16,
    },
    /// The disk.
    #[error("cannot write `{}`", path.display())]
    Write {
        /// Where.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// What fetches large files.
pub struct Downloads<'s> {
    settings: &'s Settings,
    wire: Wire,
    runtime: Runtime,
    proxies: Vec<String>,
}

/// How far a file has come: bytes there, and bytes in all if the server says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes that are on the disk.
    pub done: u64,
    /// Bytes of the whole.
    pub all: Option<u64>,
}

impl<'s> Downloads<'s> {
    /// Ready to ask; nobody is asked yet.
    ///
    /// # Errors
    ///
    /// When the network may not be asked, or cannot.
    pub fn new(settings: &'s Settings, host: &str) -> Result<Self, Trouble> {
        if settings.mode == Mode::Offline {
            return Err(Trouble::Offline { host: host.to_owned() });
        }
        let setup = |why: String| Trouble::Setup { why };
        let runtime = Builder::new_current_thread().enable_io().enable_time().build();
        let runtime = runtime.map_err(|error| setup(error.to_string()))?;
        let wire = Wire::for_downloads(settings).map_err(setup)?;
        Ok(Self { settings, wire, runtime, proxies: proxies(settings.proxy) })
    }

    /// How many bytes a file has, if its server says (some answer only who wants the file itself), and how many of them need not come
    /// any more: an old version at `to` stays until the new one is whole.
    pub fn size(&self, address: &str, to: &Path) -> Result<Progress, DownloadError> {
        let (url, part) = (web_address(address)?, Part::of(to));
        let opening = Opening { is_head: true, unless: part.version_of_whole(), ..Opening::default() };
        let opened = self.runtime.block_on(self.open(&url, &opening))?;
        if opened.status == 304 {
            let size = to.metadata().map_or(0, |known| known.len());
            return Ok(Progress { done: size, all: Some(size) });
        }
        Ok(Progress { done: part.length(), all: opened.length.filter(|_| opened.status == 200) })
    }

    /// Fetches a file to `to`, which then is whole; `tell` hears how far it is. One that is there and is the server's version is not
    /// fetched again.
    pub fn fetch(&self, address: &str, to: &Path, tell: &dyn Fn(Progress)) -> Result<(), DownloadError> {
        let url = web_address(address)?;
        let (mut fruitless, mut most) = (0, 0);
        loop {
            let mut part = Part::of(to);
            most = part.length().max(most);
            match self.runtime.block_on(self.once(&url, &mut part, tell)) {
                Ok(()) => return part.finish(),
                Err(DownloadError::Network(
                    trouble @ (Trouble::Broken { .. } | Trouble::Slow { .. } | Trouble::Server { .. }),
                )) => {
                    fruitless = if part.length() > most { 0 } else { fruitless + 1 };
                    if fruitless == MOST_TRIES {
                        return Err(trouble.into());
                    }
                    let wait = std::time::Duration::from_secs(1 << fruitless);
                    self.runtime.block_on(self.settings.clock.sleep(wait));
                }
                Err(error) => return Err(error),
            }
        }
    }

    async fn once(&self, url: &Url, part: &mut Part, tell: &dyn Fn(Progress)) -> Result<(), DownloadError> {
        let whole = part.version_of_whole();
        let from = part.length();
        let version = if from > 0 { part.version() } else { None };
        // Without a name for the version nobody can tell whether the rest belongs to what is there.
        let from = if version.is_some() { from } else { 0 };
        let opening = Opening { from, version, unless: whole, is_head: false };
        let mut came = self.open(url, &opening).await?;
        if came.status == 304 && opening.unless.is_some() {
            return Ok(());
        }
        let Some(begins) = came.goes_on(&opening) else {
            part.forget()?;
            let why = "it sent another part than was asked for".to_owned();
            return Err(Trouble::Broken { host: host_name(url), why }.into());
        };
        // A part need not say again what it is a part of.
        let version = came.version.as_ref().or(opening.version.as_ref().filter(|_| begins > 0));
        part.begin(begins, version.map(String::as_str))?;
        if came.status == 416 {
            return Ok(());
        }
        let all = came.whole.filter(|_| came.status == 206).or_else(|| Some(begins.saturating_add(came.length?)));
        let mut done = begins;
        tell(Progress { done, all });
        while let Some(bytes) = came.next().await.map_err(|lost| self.trouble(lost, url))? {
            part.write(&bytes)?;
            done += bytes.len() as u64;
            tell(Progress { done, all });
        }
        match all {
            Some(all) if done != all => {
                let why = format!("{done} of {all} bytes came");
                Err(Trouble::Broken { host: host_name(url), why }.into())
            }
            _ => Ok(()),
        }
    }

    /// The answer that stands at the end of the redirects.
    async fn open(&self, url: &Url, opening: &Opening) -> Result<Piecemeal, DownloadError> {
        let mut trail = Trail::new(url, &[], &self.proxies);
        let (mut at, mut reach) = (url.clone(), Reach::Anywhere);
        loop {
            let came = self.wire.open(&at, reach, opening).await.map_err(|lost| self.trouble(lost, &at))?;
            let host = host_name(&at);
            match came.status {
                301 | 302 | 303 | 307 | 308 => {
                    let next = trail.follow(came.location.as_deref());
                    (at, reach) = next.map_err(|why| Trouble::Redirect { host, why })?;
                }
                200 | 206 | 304 | 416 => return Ok(came),
                405 | 501 if opening.is_head => return Ok(came),
                401 | 403 => return Err(Trouble::Refused { host, status: came.status }.into()),
                408 | 425 | 429 | 500.. => return Err(Trouble::Server { host, status: came.status }.into()),
                status => return Err(DownloadError::Missing { host, status }),
            }
        }
    }

    fn trouble(&self, lost: Lost, url: &Url) -> Trouble {
        judge_lost(lost, &host_name(url), &Secrets::of(url, self.settings.contact.as_ref()), self.settings).0
    }
}

/// A file that is being fetched.
struct Part {
    to: PathBuf,
    file: Option<File>,
}

impl Part {
    fn of(to: &Path) -> Self {
        Self { to: to.to_owned(), file: None }
    }

    fn beside(&self, end: &str) -> PathBuf {
        let mut name = self.to.clone().into_os_string();
        name.push(end);
        name.into()
    }

    fn length(&self) -> u64 {
        self.beside(".part").metadata().map_or(0, |known| known.len())
    }

    fn version(&self) -> Option<String> {
        fs::read_to_string(self.beside(".part.version")).ok().filter(|text| !text.is_empty())
    }

    fn version_of_whole(&self) -> Option<String> {
        let version = fs::read_to_string(self.beside(".version")).ok()?;
        self.to.is_file().then_some(version).filter(|text| !text.is_empty())
    }

    /// Makes ready to write from `begins` on.
    fn begin(&mut self, begins: u64, version: Option<&str>) -> Result<(), DownloadError> {
        let path = self.beside(".part");
        let failed = |source| DownloadError::Write { path: path.clone(), source };
        let file = OpenOptions::new().create(true).append(true).open(&path).map_err(failed)?;
        // Two runs would write between each other's bytes; one that has ended in between has taken the file away.
        let is_ours = file.try_lock_exclusive().map_err(failed)?;
        if !is_ours || file.metadata().map_err(failed)?.len() < begins {
            return Err(failed(io::Error::new(io::ErrorKind::WouldBlock, "another run is fetching it")));
        }
        file.set_len(begins).map_err(failed)?;
        fs::write(self.beside(".part.version"), version.unwrap_or_default()).map_err(failed)?;
        self.file = Some(file);
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), DownloadError> {
        let failed = |source| DownloadError::Write { path: self.beside(".part"), source };
        self.file.as_ref().map_or(Ok(()), |mut file| file.write_all(bytes)).map_err(failed)
    }

    /// What has come belongs to nothing.
    fn forget(&mut self) -> Result<(), DownloadError> {
        self.begin(0, None)
    }

    /// The whole is there, unless nothing was to be fetched.
    fn finish(self) -> Result<(), DownloadError> {
        let Some(file) = &self.file else { return Ok(()) };
        let failed = |source| DownloadError::Write { path: self.to.clone(), source };
        file.sync_all().map_err(failed)?;
        fs::remove_file(self.beside(".version")).ok();
        fs::rename(self.beside(".part"), &self.to).map_err(failed)?;
        fs::rename(self.beside(".part.version"), self.beside(".version")).map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::{DownloadError, Part};

    #[test]
    fn two_runs_do_not_write_one_file() {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("file");
        let is_busy = |begun| matches!(begun, Err(DownloadError::Write { source, .. }) if source.kind() == io::ErrorKind::WouldBlock);
        let (mut one, mut other) = (Part::of(&to), Part::of(&to));
        one.begin(0, None).unwrap();
        one.write(b"one").unwrap();
        assert!(is_busy(other.begin(0, None)), "while the other writes");
        one.finish().unwrap();
        assert!(is_busy(other.begin(3, None)), "what was there is the whole by now");
        assert_eq!(std::fs::read(&to).unwrap(), b"one");
        other.begin(0, None).unwrap();
    }
}
