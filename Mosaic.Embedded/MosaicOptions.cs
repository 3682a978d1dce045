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

    /// <summary>
    /// Turns texts into vectors, in the background, so that memory search finds by meaning beside keywords: <see cref="MlNetEmbedder"/>, which
    /// trains a model on each user's own texts, or any other generator, whose model is told by its <see cref="EmbeddingGeneratorMetadata"/>
    /// and the dimensions of its first vector: with another, all vectors are made anew. One that fails or is slow never delays storing; a search
    /// waits for <see cref="EmbedderTimeout"/> at most, once in ten seconds. A text that it refuses while it takes others is found by keywords, and
    /// tried again after a minute, then after twice as long each time and whenever the store is opened, until it was tried eight times; so are
    /// a thousand such texts at most at a time. Written again, a text counts anew. A search of all users (<see cref="SearchFilter.AllUsers"/>) goes by keywords.
    /// </summary>
    /// <value>null: keyword search only.</value>
    public IEmbeddingGenerator<string, Embedding<float>>? Embedder { get; set; }

    /// <summary>How long a call of <see cref="Embedder"/> is waited for; then searches go by keywords alone for ten seconds, and the background tries again.</summary>
    /// <value>5 s. Not used with <see cref="MlNetEmbedder"/>.</value>
    public TimeSpan EmbedderTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How the scores of keywords and of vectors are joined.</summary>
    /// <value><see cref="ConvexFusion"/> with its defaults.</value>
    public IScoreFusion Fusion { get; set; } = new ConvexFusion();

    /// <summary>
    /// The bound of the vectors kept in memory, in bytes: a number of a vector is one byte, a vector about 160 more. Those of the users searched
    /// last stay, and those of the very last one even if they alone are more.
    /// </summary>
    /// <value>268,435,456 (256 MiB).</value>
    public long VectorBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>
    /// Refuses a memory call that names no user: a search with neither <see cref="SearchFilter.UserId"/> nor <see cref="SearchFilter.AllUsers"/>
    /// is <see cref="ArgumentException"/>, a call by the id of an insight or a session alone is <see cref="MosaicException"/>, both unless made
    /// through <see cref="IMemoryStore.ForUser"/>. Transactions are not bound to a user.
    /// </summary>
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

    /// <summary>How many completed jobs of each queue are kept, to be looked up by id; beyond about a thousand more, those enqueued first are let go. Dead letters are always kept.</summary>
    /// <value>100,000.</value>
    public long CompletedJobsMax { get; set; } = 100_000;
}
