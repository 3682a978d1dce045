using Microsoft.Extensions.Logging;

namespace Mosaic;

/// <summary>How a folder is mirrored.</summary>
public sealed class FolderMirrorOptions
{
    /// <summary>What happens when both sides have edited a document.</summary>
    /// <value><see cref="MirrorClash.FileWins"/>.</value>
    public MirrorClash Clash { get; set; } = MirrorClash.FileWins;

    /// <summary>Called after a clash was settled and both sides have its outcome, one at a time, on the thread that mirrors. What it throws is
    /// logged and changes nothing.</summary>
    /// <value>null: nobody is told; <see cref="MirrorReport.Clashes"/> counts them.</value>
    public Action<MirrorConflict>? OnClash { get; set; }

    /// <summary>What the folder's collections are called in the store: this, then their names.</summary>
    /// <value>Empty: the same; then every collection of the store becomes a folder, <see cref="StateCollection"/> excepted.</value>
    public string Prefix { get; set; } = "";

    /// <summary>The store's collection that notes what was last in step. Another for each folder that one store mirrors.</summary>
    /// <value><c>$mirror</c>.</value>
    public string StateCollection { get; set; } = "$mirror";

    /// <summary>Whether a folder without any document may be one whose documents were all deleted, and they are to be deleted in the store.
    /// Else a folder that has lost them together with the mirror's own hidden file in it is taken for one that is not there: a disk that is
    /// not mounted, a folder that was moved.</summary>
    /// <value>false: bringing it into step throws, and deletes nothing.</value>
    public bool AllowEmptyFolder { get; set; }

    /// <summary>The clock in the names of what is kept beside.</summary>
    /// <value>The system's.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Where warnings go.</summary>
    /// <value>null: nowhere.</value>
    public ILoggerFactory? LoggerFactory { get; set; }
}
