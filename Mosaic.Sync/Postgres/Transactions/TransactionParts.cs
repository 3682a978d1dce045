using Mosaic.Postgres.Channels;
using Mosaic.Postgres.Documents;
using Mosaic.Postgres.Memory;
using Mosaic.Postgres.Queue;

namespace Mosaic.Postgres.Transactions;

/// <summary>What transactions read and write.</summary>
internal sealed record TransactionParts(PostgresDocuments Documents, PostgresQueue Queue, MemoryContext Memory, PostgresChannels Channels);
