update {schema}.epoch set epoch = epoch + 1
