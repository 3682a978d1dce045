analyze (skip_locked) {schema}.documents, {schema}.document_entries
