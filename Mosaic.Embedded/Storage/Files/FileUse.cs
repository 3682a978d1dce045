namespace Mosaic.Storage.Files;

internal enum FileUse
{
    /// <summary>The file must exist; writing is not possible.</summary>
    Read,

    /// <summary>Opened or created, for reading and writing.</summary>
    ReadWrite,

    /// <summary>Created empty, replacing what was there.</summary>
    Create,
}
