//! Writes made-up dumps in the format of Open Library, of any size: what an import is timed with.
//!
//! `cargo run --release --example dump -- --works 1000000 FOLDER` writes `authors.txt.gz`, `works.txt.gz` and `editions.txt.gz`
//! there: as many authors as works, and twice as many editions.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::Parser;
use flate2::Compression;
use flate2::write::GzEncoder;

mod lines;

use lines::Size;

#[derive(Parser)]
struct Args {
    /// Where to write
    folder: PathBuf,
    /// How many works
    #[arg(long, default_value_t = 100_000)]
    works: u64,
    /// Another seed gives other books
    #[arg(long, default_value_t = 7)]
    seed: u64,
}

fn main() -> io::Result<()> {
    let args = Args::parse();
    std::fs::create_dir_all(&args.folder)?;
    let size = Size { works: args.works, authors: args.works, editions: args.works * 2 };
    type Lines = fn(u64, Size, &mut dyn Write) -> io::Result<()>;
    let files: [(&str, Lines); 3] =
        [("authors", lines::authors), ("works", lines::works), ("editions", lines::editions)];
    std::thread::scope(|scope| {
        let writers: Vec<_> = files
            .map(|(name, write)| {
                let path = args.folder.join(format!("{name}.txt.gz"));
                scope.spawn(move || {
                    let mut out =
                        BufWriter::with_capacity(1 << 20, GzEncoder::new(File::create(path)?, Compression::fast()));
                    write(args.seed, size, &mut out)?;
                    out.into_inner().map_err(io::IntoInnerError::into_error)?.finish().map(drop)
                })
            })
            .into();
        writers.into_iter().try_for_each(|writer| writer.join().expect("a writer does not panic"))
    })
}
