create index concurrently text_vectors_nearest_{model} on {schema}.text_vectors
using hnsw ((embedding::{vector}.halfvec({dimensions})) {vector}.halfvec_ip_ops) where model_no = {model}
