//! What the tests of things that happen at the same time have in common.

use std::path::Path;

use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

/// Turns of the runtime that each has before the next is asked: from all in one turn to nearly one after the other.
pub(crate) const HEAD_STARTS: [usize; 5] = [0, 1, 4, 16, 256];

/// What the database says beside the server.
pub(crate) async fn count(data_dir: &Path, query: &str) -> i64 {
    let mut file = SqliteConnectOptions::new().filename(data_dir.join("rebound.db")).connect().await.unwrap();
    sqlx::query_scalar(sqlx::AssertSqlSafe(query)).fetch_one(&mut file).await.unwrap()
}

/// Every order of these.
pub(crate) fn orders<T: Copy>(acts: &[T]) -> Vec<Vec<T>> {
    if acts.is_empty() {
        return vec![Vec::new()];
    }
    let first = |place: usize| {
        let mut rest = acts.to_vec();
        let first = rest.remove(place);
        orders(&rest).into_iter().map(move |rest| [vec![first], rest].concat())
    };
    (0..acts.len()).flat_map(first).collect()
}
