create temp table if not exists mosaic_staging (place bigint not null, id text collate "C" not null, raw bytea not null, doc text) on commit drop
