namespace Mosaic.Storage.Log;

internal enum ChainKind : byte
{
    /// <summary>Committed units, in their order.</summary>
    Units = 1,

    /// <summary>Page images of one checkpoint.</summary>
    Pages = 2,
}
