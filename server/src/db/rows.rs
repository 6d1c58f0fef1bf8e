//! Many rows in one value. SQLite runs on a thread of its own, and each row that it hands over can wake whoever waits for it; so a
//! list that is read often is put together there, `json_group_array(json_array(...))`, and handed over once.

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer};
use sqlx::error::BoxDynError;
use sqlx::sqlite::{SqliteTypeInfo, SqliteValueRef};
use sqlx::{Decode, Sqlite, Type};

/// A column that is a JSON array of rows: each the array of the fields of `T`, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rows<T>(pub(crate) Vec<T>);

impl<T> Type<Sqlite> for Rows<T> {
    fn type_info() -> SqliteTypeInfo {
        <str as Type<Sqlite>>::type_info()
    }
}

impl<'r, T: DeserializeOwned> Decode<'r, Sqlite> for Rows<T> {
    fn decode(value: SqliteValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self(serde_json::from_str(<&str as Decode<Sqlite>>::decode(value)?)?))
    }
}

/// A truth value within a row, which SQLite keeps as a number.
pub(crate) fn flag<'de, D: Deserializer<'de>>(value: D) -> Result<bool, D::Error> {
    Ok(i64::deserialize(value)? != 0)
}

#[cfg(test)]
mod tests {
    use sqlx::{Connection, SqliteConnection};

    use super::*;

    #[derive(Debug, PartialEq, Eq, Deserialize)]
    struct Row {
        id: i64,
        name: Option<String>,
        #[serde(deserialize_with = "flag")]
        is_so: bool,
    }

    async fn read(statement: &'static str) -> sqlx::Result<Vec<Row>> {
        let mut memory = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        let Rows(rows) = sqlx::query_scalar(statement).fetch_one(&mut memory).await?;
        Ok(rows)
    }

    #[tokio::test]
    async fn rows_come_in_their_order_whatever_is_in_them() {
        let rows = read(
            "SELECT json_group_array(json_array(id, name, is_so)) FROM (
                 SELECT 9007199254740993 AS id, NULL AS name, TRUE AS is_so
                 UNION ALL SELECT 2, 'a \"b\" \\ ' || char(10) || char(8238) || '\u{1f600}', FALSE
                 UNION ALL SELECT -3, '', 2 ORDER BY id DESC)",
        );
        let rows = rows.await.unwrap();
        let row = |id, name: Option<&str>, is_so| Row { id, name: name.map(str::to_owned), is_so };
        assert_eq!(
            rows,
            [row(9_007_199_254_740_993, None, true), row(2, Some("a \"b\" \\ \n\u{202e}\u{1f600}"), false), row(-3, Some(""), true)]
        );
        assert_eq!(read("SELECT json_group_array(json_array(1, 2, 3)) FROM (SELECT 1 LIMIT 0)").await.unwrap(), []);
    }

    #[tokio::test]
    async fn what_is_no_row_is_an_error() {
        for statement in ["SELECT '[[1, 2]]'", "SELECT '[[1, \"x\", 0, 0]]'", "SELECT '{'", "SELECT NULL", "SELECT 7"] {
            assert!(read(statement).await.is_err(), "{statement}");
        }
    }
}
