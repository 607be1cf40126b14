//! A large file fetched over the network: straight to the disk, and on from where it broke off.
//!
//! What has come stands in a file with `.part` behind its name, with what the server calls this version of it beside (`.version`), so that
//! another run goes on where this one ends, and begins anew if there is another version. Nothing is kept in the cache.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

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

    /// How large a file is, if its server says.
    pub fn size(&self, address: &str) -> Result<Option<u64>, DownloadError> {
        let url = web_address(address)?;
        let opened = self.runtime.block_on(self.open(&url, &Opening { is_head: true, ..Opening::default() }))?;
        Ok(opened.length)
    }

    /// Fetches a file to `to`, which then is whole; `tell` hears how far it is. One that is there and is the server's version is not
    /// fetched again.
    pub fn fetch(&self, address: &str, to: &Path, tell: &dyn Fn(Progress)) -> Result<(), DownloadError> {
        let url = web_address(address)?;
        let mut fruitless = 0;
        loop {
            let mut part = Part::of(to);
            let before = part.length();
            match self.runtime.block_on(self.once(&url, &mut part, tell)) {
                Ok(()) => return part.finish(),
                Err(DownloadError::Network(
                    trouble @ (Trouble::Broken { .. } | Trouble::Slow { .. } | Trouble::Server { .. }),
                )) => {
                    fruitless = if part.length() > before { 0 } else { fruitless + 1 };
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
        if came.status == 304 {
            return Ok(());
        }
        let begins = if came.status == 206 { came.begins } else { Some(0) };
        if came.status == 416 || begins.is_none_or(|begins| begins != from && begins != 0) {
            part.forget()?;
            return Err(Trouble::Broken {
                host: host_name(url),
                why: "it sent another part than was asked for".to_owned(),
            }
            .into());
        }
        let begins = begins.unwrap_or(0);
        let all = came.length.map(|rest| begins + rest);
        part.begin(begins, came.version.as_deref())?;
        let mut done = begins;
        tell(Progress { done, all });
        while let Some(bytes) = came.next().await.map_err(|lost| self.trouble(lost, url))? {
            part.write(&bytes)?;
            done += bytes.len() as u64;
            tell(Progress { done, all });
        }
        match all {
            Some(all) if done < all => {
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
