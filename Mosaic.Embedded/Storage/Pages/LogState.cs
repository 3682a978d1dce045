namespace Mosaic.Storage.Pages;

/// <summary>What a checkpoint says of the log beside the file.</summary>
internal enum LogState
{
    /// <summary>The log's generation goes on behind this checkpoint.</summary>
    Continues,

    /// <summary>A new generation begins; older ones are in the file.</summary>
    Begins,

    /// <summary>The store closes: nothing is acknowledged behind this checkpoint.</summary>
    Ends,
}
