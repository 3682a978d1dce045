using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Mosaic;

/// <summary>How a local store is opened. The defaults lose nothing.</summary>
public sealed class MosaicOptions
{
    /// <summary>What an acknowledged write survives.</summary>
    /// <value><see cref="Mosaic.Durability.Full"/>: a power cut.</value>
    public Durability Durability { get; set; } = Durability.Full;

    /// <summary>Writes nothing into the file or its log, not even a checkpoint; writes are refused. Takes the same lock as any other opening, where the folder can be written.</summary>
    /// <value>false.</value>
    public bool ReadOnly { get; set; }

    /// <summary>The clock of every timestamp, timeout and schedule.</summary>
    /// <value><see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Decides property names and converters of what is written and read. With another naming policy give the id property the JSON name "id".</summary>
    /// <value><see cref="JsonSerializerDefaults.Web"/> with strict numbers.</value>
    public JsonSerializerOptions Json { get; set; } = DefaultJson.Create();

    /// <summary>Not used in this version, which searches by keywords. Turns texts into vectors for memory search.</summary>
    /// <value>null: keyword search only.</value>
    public IEmbeddingGenerator<string, Embedding<float>>? Embedder { get; set; }

    /// <summary>Refuses a memory search that names no user: neither <see cref="SearchFilter.UserId"/> nor <see cref="SearchFilter.AllUsers"/>, and not through <see cref="IMemoryStore.ForUser"/>.</summary>
    /// <value>false: a search without a user is that of <see cref="LocalUser.Id"/>.</value>
    public bool RequireUser { get; set; }

    /// <summary>Where the store logs.</summary>
    /// <value>null: no logging.</value>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Opens even where the file system does not support locks; then nothing keeps a second process from damaging the file.</summary>
    /// <value>false: opening fails there, with a hint.</value>
    public bool AllowUnlocked { get; set; }

    /// <summary>Opens a store that was not closed and whose log is missing, as of its last checkpoint: what was acknowledged since is gone.</summary>
    /// <value>false: opening fails, and says so.</value>
    public bool OpenWithoutLog { get; set; }

    /// <summary>The bound of the cache of rows that were read, in bytes.</summary>
    /// <value>67,108,864 (64 MiB).</value>
    public long CacheBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>How many rows of the change record are kept; older ones are trimmed, whoever follows.</summary>
    /// <value>1,000,000.</value>
    public long ChangeRecordRowsMax { get; set; } = 1_000_000;

    /// <summary>How long a change stays in the change record; older ones are trimmed, whoever follows.</summary>
    /// <value>7 days.</value>
    public TimeSpan ChangeRecordAgeMax { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How many completed jobs of each queue are kept, to be looked up by id; beyond about a thousand more, those enqueued first are let go.</summary>
    /// <value>100,000.</value>
    public long CompletedJobsMax { get; set; } = 100_000;
}
