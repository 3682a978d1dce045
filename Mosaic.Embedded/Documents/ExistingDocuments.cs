namespace Mosaic;

/// <summary>What writing many documents does with those that are there.</summary>
public enum ExistingDocuments
{
    /// <summary>They are replaced.</summary>
    Replace,

    /// <summary>They stay as they are; the write passes them over.</summary>
    Keep,

    /// <summary>The whole write fails with <see cref="DuplicateKeyException"/>.</summary>
    Refuse,
}
