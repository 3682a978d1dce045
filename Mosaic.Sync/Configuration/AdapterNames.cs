namespace Mosaic.Configuration;

/// <summary>The adapters that the tiers open with unless another is named.</summary>
internal static class AdapterNames
{
    public const string Local = "local";
    public const string Postgres = "postgres";
}
