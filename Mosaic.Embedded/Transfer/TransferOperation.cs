namespace Mosaic.Backends;

/// <summary>What a <see cref="TransferRecord"/> does to the rows of whoever applies it. Stored: only add.</summary>
public enum TransferOperation : byte
{
    /// <summary>The row is as its value says.</summary>
    Put = 1,

    /// <summary>There is no such row.</summary>
    Delete = 2,

    /// <summary>There are no rows from its key on up to its value, exclusively; those that there are follow.</summary>
    DeleteRange = 3,

    /// <summary>A job whose key's bytes are the record's key has none of its rows, wherever it was; those that it has follow.</summary>
    DeleteJob = 4,

    /// <summary>No job has the chosen id that the record's key is in UTF-8; if one has, its rows follow.</summary>
    DeleteJobById = 5,
}
