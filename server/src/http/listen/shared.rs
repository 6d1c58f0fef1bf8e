//! A stream that its task shares with a thread that may not wait: to wake a task for a short message costs more than to send it.

use std::fmt;
use std::io::{IoSlice, Result};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// The stream, for its task.
pub(crate) struct Shared<S>(Arc<Mutex<Inner<S>>>);

/// The way to send something over a stream without waiting; cheap to clone. The stream is open as long as somebody has it.
#[derive(Clone)]
pub(crate) struct Outlet(Arc<Mutex<Inner<dyn AsyncWrite + Unpin + Send>>>);

struct Inner<S: ?Sized> {
    /// What the stream did not take of the last thing that was sent by an outlet. Goes before everything else.
    rest: Vec<u8>,
    /// The task has not written all that it wanted to, or must write the rest; then it is the task that is woken.
    is_waiting: bool,
    stream: S,
}

/// What became of something that an outlet was to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    /// It is on its way.
    All,
    /// It goes on its way when the task flushes the stream.
    Begun,
    /// The stream does not take it now.
    Nothing,
}

impl<S: AsyncWrite + Unpin + Send + 'static> Shared<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self(Arc::new(Mutex::new(Inner { rest: Vec::new(), is_waiting: false, stream })))
    }

    pub(crate) fn outlet(&self) -> Outlet {
        Outlet(self.0.clone())
    }
}

impl<S> Shared<S> {
    fn inner(&self) -> MutexGuard<'_, Inner<S>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Outlet {
    /// Sends the bytes between two writes of the task, each of which has to be whole messages.
    pub(crate) fn send(&self, bytes: &[u8]) -> Sent {
        // The task reads or writes at this moment; nobody waits for it.
        let Ok(mut inner) = self.0.try_lock() else { return Sent::Nothing };
        inner.send(bytes)
    }
}

impl fmt::Debug for Outlet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Outlet").finish_non_exhaustive()
    }
}

impl<S: AsyncWrite + Unpin + ?Sized> Inner<S> {
    fn send(&mut self, bytes: &[u8]) -> Sent {
        if self.is_waiting {
            return Sent::Nothing;
        }
        // When something has to be waited for, the task does, which asks again.
        let mut context = Context::from_waker(Waker::noop());
        let written = match Pin::new(&mut self.stream).poll_write(&mut context, bytes) {
            Poll::Ready(Ok(written)) => written,
            // What is wrong with the stream its task finds out.
            Poll::Ready(Err(_)) | Poll::Pending => {
                self.is_waiting = true;
                return Sent::Nothing;
            }
        };
        self.rest.extend_from_slice(&bytes[written..]);
        let flushed = self.rest.is_empty() && matches!(Pin::new(&mut self.stream).poll_flush(&mut context), Poll::Ready(Ok(())));
        self.is_waiting = !flushed;
        if flushed { Sent::All } else { Sent::Begun }
    }

    /// Writes the rest.
    fn poll_rest(&mut self, context: &mut Context<'_>) -> Poll<Result<()>> {
        while !self.rest.is_empty() {
            let written = ready!(Pin::new(&mut self.stream).poll_write(context, &self.rest))?;
            if written == 0 {
                return Poll::Ready(Err(std::io::ErrorKind::WriteZero.into()));
            }
            self.rest.drain(..written);
        }
        // Few connections ever have a rest; none keeps the place for it.
        self.rest = Vec::new();
        Poll::Ready(Ok(()))
    }

    /// Writes something of `len` bytes after the rest.
    fn poll_after_rest(
        &mut self,
        context: &mut Context<'_>,
        len: usize,
        write: impl FnOnce(Pin<&mut S>, &mut Context<'_>) -> Poll<Result<usize>>,
    ) -> Poll<Result<usize>> {
        self.is_waiting = true;
        ready!(self.poll_rest(context))?;
        let written = ready!(write(Pin::new(&mut self.stream), context))?;
        self.is_waiting = written < len;
        Poll::Ready(Ok(written))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Shared<S> {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.inner().stream).poll_read(context, into)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Shared<S> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        self.inner().poll_after_rest(context, bytes.len(), |stream, context| stream.poll_write(context, bytes))
    }

    fn poll_write_vectored(self: Pin<&mut Self>, context: &mut Context<'_>, parts: &[IoSlice<'_>]) -> Poll<Result<usize>> {
        let len = parts.iter().map(|part| part.len()).sum();
        self.inner().poll_after_rest(context, len, |stream, context| stream.poll_write_vectored(context, parts))
    }

    fn is_write_vectored(&self) -> bool {
        self.inner().stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        let mut inner = self.inner();
        inner.is_waiting = true;
        ready!(inner.poll_rest(context))?;
        ready!(Pin::new(&mut inner.stream).poll_flush(context))?;
        // Who flushes has written everything.
        inner.is_waiting = false;
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        let mut inner = self.inner();
        inner.is_waiting = true;
        ready!(inner.poll_rest(context))?;
        Pin::new(&mut inner.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    /// What has arrived.
    async fn read(theirs: &mut (impl AsyncRead + Unpin), len: usize) -> Vec<u8> {
        let mut bytes = vec![0; len];
        theirs.read_exact(&mut bytes).await.unwrap();
        bytes
    }

    #[tokio::test]
    async fn what_an_outlet_sends_goes_out_at_once_between_what_the_task_writes() {
        let (ours, mut theirs) = tokio::io::duplex(64);
        let mut shared = Shared::new(ours);
        let outlet = shared.outlet();
        shared.write_all(b"ab").await.unwrap();
        assert_eq!(outlet.send(b"cd"), Sent::All);
        shared.write_all(b"ef").await.unwrap();
        assert_eq!(read(&mut theirs, 6).await, b"abcdef");
    }

    #[tokio::test]
    async fn what_the_stream_does_not_take_goes_first_when_the_task_flushes_or_writes() {
        for writes in [false, true] {
            let (ours, mut theirs) = tokio::io::duplex(4);
            let mut shared = Shared::new(ours);
            let outlet = shared.outlet();
            assert_eq!(outlet.send(b"abcdef"), Sent::Begun);
            assert_eq!(outlet.send(b"x"), Sent::Nothing, "nothing goes between the parts of a message");
            let rest = tokio::spawn(async move {
                if writes {
                    shared.write_all(b"gh").await.unwrap();
                }
                shared.flush().await.unwrap();
                shared
            });
            assert_eq!(read(&mut theirs, 6).await, b"abcdef");
            let _open = rest.await.unwrap();
            assert_eq!(outlet.send(b"ij"), Sent::All, "the stream is free again");
            assert_eq!(read(&mut theirs, 2).await, if writes { b"gh" } else { b"ij" });
        }
    }

    #[tokio::test]
    async fn nothing_goes_between_the_parts_of_what_the_task_writes_and_the_task_is_woken_all_the_same() {
        let (ours, mut theirs) = tokio::io::duplex(4);
        let mut shared = Shared::new(ours);
        let outlet = shared.outlet();
        assert_eq!(shared.write(b"abcdef").await.unwrap(), 4);
        assert_eq!(outlet.send(b"x"), Sent::Nothing);
        let rest = tokio::spawn(async move {
            shared.write_all(b"ef").await.unwrap();
            shared
        });
        tokio::task::yield_now().await;
        assert_eq!(outlet.send(b"x"), Sent::Nothing);
        assert_eq!(read(&mut theirs, 6).await, b"abcdef");
        let _open = rest.await.unwrap();
        assert_eq!(outlet.send(b"x"), Sent::All);
    }

    #[tokio::test]
    async fn a_full_stream_takes_nothing_and_its_task_goes_on_when_there_is_room() {
        let (ours, mut theirs) = tokio::io::duplex(2);
        let mut shared = Shared::new(ours);
        let outlet = shared.outlet();
        assert_eq!(outlet.send(b"ab"), Sent::All);
        assert_eq!(outlet.send(b"cd"), Sent::Nothing);
        let write = tokio::spawn(async move { shared.write_all(b"cd").await });
        tokio::task::yield_now().await;
        assert_eq!(read(&mut theirs, 4).await, b"abcd");
        write.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn a_stream_whose_other_end_has_gone_takes_nothing_and_its_task_hears_why() {
        let (ours, theirs) = tokio::io::duplex(2);
        let mut shared = Shared::new(ours);
        drop(theirs);
        assert_eq!(shared.outlet().send(b"ab"), Sent::Nothing);
        assert!(shared.write_all(b"ab").now_or_never().unwrap().is_err());
    }
}
