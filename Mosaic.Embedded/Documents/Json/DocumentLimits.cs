namespace Mosaic.Documents.Json;

/// <summary>What a document, its names and the paths into it may measure.</summary>
internal static class DocumentLimits
{
    /// <summary>UTF-8 bytes of one document.</summary>
    public const int MaxBytes = 16_000_000;

    /// <summary>Objects and arrays inside one another.</summary>
    public const int MaxDepth = 100;

    /// <summary>A number other than zero is d.ddd x 10^e with e from -1000 to 1000, whatever its digits.</summary>
    public const int MaxNumberExponent = 1000;

    /// <summary>UTF-8 bytes of a document's id.</summary>
    public const int MaxIdBytes = 512;

    /// <summary>UTF-8 bytes of a collection's name.</summary>
    public const int MaxCollectionNameBytes = 128;

    /// <summary>UTF-8 bytes of a path as written.</summary>
    public const int MaxPathBytes = 1024;

    /// <summary>And, Or and Not inside one another; operands of one operator do not count.</summary>
    public const int MaxFilterDepth = 200;
}
