namespace Mosaic.Documents.Folders.FrontMatter;

internal enum FrontMatterKind : byte
{
    None,

    /// <summary>Between lines of <c>---</c>.</summary>
    Yaml,

    /// <summary>Between lines of <c>+++</c>.</summary>
    Toml,

    /// <summary>Between lines of <c>;;;</c>, or <c>---json</c> and <c>---</c>.</summary>
    Json,
}
