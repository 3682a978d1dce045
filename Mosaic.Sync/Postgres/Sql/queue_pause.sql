update {schema}.queues set paused = $2 where id = $1
