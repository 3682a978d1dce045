create table {schema}.migrations (
    number int primary key,
    name text not null,
    sha256 bytea not null,
    compatible boolean not null,
    applied_by text not null,
    applied_at timestamptz not null
)
