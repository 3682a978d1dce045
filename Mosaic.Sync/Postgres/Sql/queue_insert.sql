insert into {schema}.jobs (number, queue, priority, place, attempts_max, plain, holds_slot, is_parent, key_kind, key, deduplication_key, parent, parent_id,
    ordinal, on_failure, created_at, run_at, type, chosen_id, data, retry)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
