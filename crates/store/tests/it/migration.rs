//! The two folders of migrations.

use std::collections::BTreeMap;

use sqlx::migrate::Migrator;
use store::{MIGRATIONS_POSTGRES, MIGRATIONS_SQLITE};

use crate::fixture::{Engine, for_each_engine};

/// The text of a migration in the words of SQLite, so that the two can be compared.
fn normalised(sql: &str) -> String {
    sql.replace(
        "bigint generated always as identity constraint",
        "integer constraint",
    )
    .replace("bigint", "integer")
    .replace("bytea", "blob")
    .replace(" primary key autoincrement", " primary key")
    .replace(") strict;", ");")
    .replace(") with (fillfactor = 70);", ");")
}

fn texts(migrator: &Migrator) -> BTreeMap<(i64, String), String> {
    migrator
        .iter()
        .map(|migration| {
            let name = (migration.version, migration.description.to_string());
            (name, normalised(migration.sql.as_str()))
        })
        .collect()
}

#[test]
fn both_engines_have_the_same_tables_columns_constraints_and_indexes() {
    let sqlite = texts(&MIGRATIONS_SQLITE);
    let postgres = texts(&MIGRATIONS_POSTGRES);
    assert!(sqlite.keys().eq(postgres.keys()));
    for (sqlite, postgres) in sqlite.values().zip(postgres.values()) {
        for (sqlite, postgres) in sqlite.lines().zip(postgres.lines()) {
            assert_eq!(sqlite, postgres);
        }
        assert_eq!(sqlite.lines().count(), postgres.lines().count());
    }
}

#[test]
fn every_migration_is_named_and_says_why() {
    for migrator in [&MIGRATIONS_SQLITE, &MIGRATIONS_POSTGRES] {
        for migration in migrator.iter() {
            assert_eq!(
                migration.version.to_string().len(),
                14,
                "{}",
                migration.description
            );
            assert!(
                migration.sql.as_str().starts_with("-- Why: "),
                "{}",
                migration.description
            );
        }
    }
}

#[test]
fn every_table_of_the_embedded_engine_is_strict() {
    for migration in MIGRATIONS_SQLITE.iter() {
        let sql = migration.sql.as_str();
        let tables = sql.matches("create table").count();
        assert_eq!(
            tables,
            sql.matches(") strict;").count(),
            "{}",
            migration.description
        );
    }
}

for_each_engine!(the_engine_sees_the_same_columns_as_the_other, async |it| {
    let columns = match it.engine {
        Engine::Sqlite => {
            it.texts(
                "select m.name || '.' || c.name || ':' || lower(c.type) || ':' || c.\"notnull\"
                   from sqlite_master m
                   join pragma_table_info(m.name) c
                  where m.type = 'table'
                    and m.name not like 'sqlite_%'
                    and m.name <> '_sqlx_migrations'",
            )
            .await
        }
        Engine::Postgres => {
            it.texts(
                "select table_name || '.' || column_name || ':' ||
                        case data_type when 'bigint' then 'integer' when 'bytea' then 'blob'
                             else data_type end
                        || ':' || case is_nullable when 'YES' then 0 else 1 end
                   from information_schema.columns
                  where table_schema = 'public'
                    and table_name <> '_sqlx_migrations'",
            )
            .await
        }
    };
    let mut columns: Vec<_> = columns
        .into_iter()
        // An identity is never null, whatever the engine says of it.
        .filter(|column| !column.contains(".id:integer"))
        .collect();
    columns.sort();
    agrees_with_the_other_engine(&columns);
    // A second run finds nothing to do.
    it.store.migrate().await.unwrap();
});

/// Both engines are compared with the migrations that the other one has, through one digest of
/// names: the first engine to run writes it, the second must agree.
fn agrees_with_the_other_engine(columns: &[String]) {
    static FIRST: std::sync::OnceLock<Vec<String>> = std::sync::OnceLock::new();
    assert!(columns.len() > 100, "{}", columns.len());
    assert_eq!(FIRST.get_or_init(|| columns.to_vec()), columns);
}

#[test]
fn no_statement_changes_or_deletes_a_row_of_a_history() {
    let sources = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).unwrap();
    let mut read = 0;
    for source in sources {
        let text = std::fs::read_to_string(source.unwrap().path()).unwrap();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for table in [
            "position_status_history",
            "payment_status_history",
            "receipt_status_history",
            "checkout_transaction_event",
            "journal_event",
        ] {
            assert!(!text.contains(&format!("update {table}")), "{table}");
            assert!(!text.contains(&format!("delete from {table}")), "{table}");
        }
        read += 1;
    }
    assert!(read > 20);
}
