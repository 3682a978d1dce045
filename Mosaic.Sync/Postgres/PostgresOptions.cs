using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Mosaic.Postgres.Memory.Vectors;

namespace Mosaic;

/// <summary>How a store on PostgreSQL (15 or newer) is opened. Time is the database's: there is no clock to set.</summary>
public sealed class PostgresOptions
{
    /// <summary>The schema that holds everything of one application, so that several share a database.</summary>
    /// <value>"mosaic". Up to 63 ASCII letters, digits, underscores and hyphens, not beginning with <c>pg_</c>.</value>
    public string Schema { get; set; } = "mosaic";

    /// <summary>Creates the schema, and brings one that an older version made up to date. Otherwise that is the work of somebody with more rights, and opening fails until it is done.</summary>
    /// <value>true.</value>
    public bool Migrate { get; set; } = true;

    /// <summary>Decides property names and converters of what is written and read.</summary>
    /// <value>As <see cref="MosaicOptions.Json"/>.</value>
    public JsonSerializerOptions Json { get; set; } = new MosaicOptions().Json;

    /// <summary>
    /// Turns texts into vectors, in the background, so that memory search finds by meaning beside keywords; see <see cref="MosaicOptions.Embedder"/>.
    /// The processes that have it open share the work, and the last to open it decides by which model: open it with one embedder everywhere.
    /// Vectors are compared by pgvector (0.7 or newer) where the database has it or lets this role create it, else by this process.
    /// </summary>
    /// <value>null: keyword search only.</value>
    public IEmbeddingGenerator<string, Embedding<float>>? Embedder { get; set; }

    /// <summary>Refuses a memory call that names no user, as <see cref="MosaicOptions.RequireUser"/> does.</summary>
    /// <value>false: a search without a user is that of <see cref="LocalUser.Id"/>.</value>
    public bool RequireUser { get; set; }

    /// <summary>How keyword and vector parts of a search become one score; see <see cref="MosaicOptions.Fusion"/>.</summary>
    public IScoreFusion Fusion { get; set; } = new ConvexFusion();

    /// <summary>How long a search waits for <see cref="Embedder"/>; see <see cref="MosaicOptions.EmbedderTimeout"/>.</summary>
    /// <value>5 s.</value>
    public TimeSpan EmbedderTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Measures waits and polls of this process. What is written bears the server's time, whatever this says.</summary>
    /// <value><see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>How often a waiting dequeue, a feed or a subscription looks for itself, beside being notified.</summary>
    /// <value>2 s.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>About how many rows the change record keeps.</summary>
    /// <value>1,000,000.</value>
    public long ChangeRecordRowsMax { get; set; } = 1_000_000;

    /// <summary>About how long the change record keeps its rows.</summary>
    /// <value>7 days.</value>
    public TimeSpan ChangeRecordAgeMax { get; set; } = TimeSpan.FromDays(7);

    /// <summary>About how many completed jobs each queue keeps; see <see cref="MosaicOptions.CompletedJobsMax"/>.</summary>
    /// <value>100,000.</value>
    public long CompletedJobsMax { get; set; } = 100_000;

    /// <summary>Where the store logs. Neither the connection string nor its password is logged.</summary>
    /// <value>null: no logging.</value>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>How long a connection may take to be established.</summary>
    /// <value>10 s.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the server may take to answer one round trip; what is unanswered then is asked again on another connection.</summary>
    /// <value>30 s.</value>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a write waits for a lock, that of a move of the store included, before it fails as transient.</summary>
    /// <value>20 s; it has to be below <see cref="CommandTimeout"/>.</value>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a call that found the server unreachable or overloaded goes on trying, from its first failure.</summary>
    /// <value>30 s; zero: it fails at once; at most 1 hour.</value>
    public TimeSpan RetryTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The most connections that this instance holds at a time, beside two of its own: one shows that it is alive, one listens.</summary>
    /// <value>50.</value>
    public int PoolSizeMax { get; set; } = 50;

    /// <summary>Between here and the server is a pooler that gives each transaction another connection (PgBouncer in transaction mode):
    /// statements are not prepared, the leases of an ended process are free at their expiry, not at once, and subscribers of channels are
    /// not told but look each <see cref="PollInterval"/>.</summary>
    /// <value>null: found out when the store is opened.</value>
    public bool? BehindTransactionPooler { get; set; }

    internal VectorSettings Vectors { get; set; } = new();

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Json);
        ArgumentNullException.ThrowIfNull(Fusion);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(EmbedderTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(PollInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(ChangeRecordRowsMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(ChangeRecordAgeMax, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(CompletedJobsMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(PoolSizeMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ConnectTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(CommandTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(LockTimeout, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(LockTimeout, CommandTimeout);
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(RetryTimeout, TimeSpan.FromHours(1)); // what was applied is known for longer
    }
}
