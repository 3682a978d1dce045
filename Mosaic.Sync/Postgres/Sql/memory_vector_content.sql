select content from {schema}.vector_models where model_no = $1
