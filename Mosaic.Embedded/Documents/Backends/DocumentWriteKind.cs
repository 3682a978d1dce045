namespace Mosaic.Backends;

/// <summary>What a <see cref="DocumentWrite"/> does.</summary>
public enum DocumentWriteKind
{
    /// <summary>Writes a document whose id must not be taken.</summary>
    Create,

    /// <summary>Writes a document unless its id is taken.</summary>
    Keep,

    /// <summary>Writes a whole document.</summary>
    Put,

    /// <summary>Changes a document: what it becomes depends on what it is.</summary>
    Change,

    /// <summary>Deletes a document.</summary>
    Delete,
}
