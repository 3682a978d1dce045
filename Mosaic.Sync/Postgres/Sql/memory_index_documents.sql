select {schema}.index_documents($1, $2, $3, $4, $5, $6)
