namespace Mosaic;

/// <summary>What a commit did to a row.</summary>
public enum ChangeOperation
{
    /// <summary>The row was written.</summary>
    Put,

    /// <summary>The row was deleted.</summary>
    Delete,
}
