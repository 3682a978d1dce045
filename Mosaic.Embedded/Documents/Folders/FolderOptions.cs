using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Mosaic;

/// <summary>How a folder is a store.</summary>
public sealed class FolderOptions
{
    /// <summary>The file of new documents; those that are there keep theirs.</summary>
    /// <value><see cref="FolderFormat.Json"/>.</value>
    public FolderFormat NewDocuments { get; set; } = FolderFormat.Json;

    /// <summary>Whether a write waits until the disk has it: the file and its folder are synced.</summary>
    /// <value><see cref="Durability.Full"/>.</value>
    public Durability Durability { get; set; } = Durability.Full;

    /// <summary>Where the index of the files is kept, a store's path; derived, it may be deleted while the folder is not open. What is lost with
    /// it: versions begin anew at 1, and documents that were to expire no longer do.</summary>
    /// <value>null: in the user's local application data, by the folder's path.</value>
    public string? IndexPath { get; set; }

    /// <summary>Whether edits from outside are noticed as they happen; else at <see cref="FolderDocumentStore.RefreshAsync"/> only.</summary>
    /// <value>true.</value>
    public bool Watch { get; set; } = true;

    /// <summary>The clock of versions and expiry.</summary>
    /// <value>The system's.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>How values become JSON.</summary>
    /// <value>As <see cref="MosaicOptions.Json"/>.</value>
    public JsonSerializerOptions Json { get; set; } = DefaultJson.Create();

    /// <summary>Computed fields: called with each Markdown document as it is about to be indexed, they may add to its property "file", which
    /// is never written into the file. One that throws is a <see cref="FolderProblem"/>.</summary>
    /// <value>None.</value>
    public IList<Action<JsonObject>> ComputedFields { get; } = [];

    /// <summary>Where warnings go.</summary>
    /// <value>null: nowhere.</value>
    public ILoggerFactory? LoggerFactory { get; set; }
}
