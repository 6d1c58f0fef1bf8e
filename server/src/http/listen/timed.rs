//! A stream that gives up on somebody who does not read.

use std::future::Future;
use std::io::{Error, ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

use super::Place;

/// Longest that writing may stand still.
pub(super) const WRITE_WITHIN: Duration = Duration::from_secs(10);

/// Fails a write that makes no progress for [`WRITE_WITHIN`]. Reads wait as long as their callers do.
pub(super) struct Timed<S> {
    stream: S,
    /// Made at the first write that has to wait.
    deadline: Option<Pin<Box<Sleep>>>,
    waiting: bool,
    /// Given back with the stream.
    _place: Option<Place>,
}

impl<S> Timed<S> {
    pub(super) fn new(stream: S, place: Option<Place>) -> Self {
        Self { stream, deadline: None, waiting: false, _place: place }
    }

    /// Passes on what writing came to, or fails when that has been nothing for too long.
    fn within<T>(&mut self, context: &mut Context<'_>, written: Poll<Result<T>>) -> Poll<Result<T>> {
        if written.is_ready() {
            self.waiting = false;
            return written;
        }
        let deadline = self.deadline.get_or_insert_with(|| Box::pin(tokio::time::sleep(WRITE_WITHIN)));
        if !self.waiting {
            self.waiting = true;
            deadline.as_mut().reset(Instant::now() + WRITE_WITHIN);
        }
        match deadline.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(Error::new(ErrorKind::TimedOut, "the other end does not read"))),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Timed<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Timed<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.within(context, written)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, context: &mut Context<'_>, parts: &[IoSlice<'_>]) -> Poll<Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.within(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.within(context, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        let shut = Pin::new(&mut self.stream).poll_shutdown(context);
        self.within(context, shut)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_write_that_nobody_reads_fails_after_its_time_and_one_that_is_read_slowly_does_not() {
        let (ours, mut theirs) = tokio::io::duplex(8);
        let mut ours = Timed::new(ours, None);
        let slowly = async {
            for _ in 0..3 {
                tokio::time::sleep(WRITE_WITHIN / 2).await;
                let mut part = [0; 8];
                theirs.read_exact(&mut part).await.unwrap();
            }
        };
        let (written, ()) = tokio::join!(ours.write_all(&[0; 32]), slowly);
        written.unwrap();
        assert_eq!(ours.write_all(&[0; 32]).await.unwrap_err().kind(), ErrorKind::TimedOut);
    }
}
