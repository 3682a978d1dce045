namespace Mosaic.Storage.Log;

internal enum FrameType
{
    /// <summary>Committed units, one after the other.</summary>
    Units = 1,

    /// <summary>Pages: position and image, one after the other.</summary>
    Pages = 2,

    /// <summary>The end of a page chain: all its pages are there, and these are the marks of the checkpoint.</summary>
    CheckpointEnd = 3,
}
