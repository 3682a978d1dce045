namespace Mosaic.Documents.Query.Text;

internal enum TokenKind : byte
{
    End,

    /// <summary>A name, or names joined by dots.</summary>
    Path,

    /// <summary>A word of the language, in capitals.</summary>
    Word,
    Number,
    String,

    /// <summary>A parameter's name, without the @.</summary>
    Parameter,

    /// <summary>An operator or a bracket.</summary>
    Symbol,
}
