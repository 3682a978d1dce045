namespace Mosaic.Storage.Pages;

/// <summary>What a checkpoint says of the log beside the file.</summary>
internal enum LogState
{
    /// <summary>The log's generation goes on behind this checkpoint.</summary>
    Continues,

    /// <summary>A new generation is about to begin; older ones are in the file, which is whole without a log until the next checkpoint.</summary>
    Begins,

    /// <summary>The store closes: nothing is acknowledged behind this checkpoint.</summary>
    Ends,
}
