namespace Mosaic;

/// <summary>The section <c>local</c>: a store in a file on this machine.</summary>
public sealed class LocalConfiguration
{
    /// <summary>The file, created with its folder when it is missing. A leading <c>~/</c> is the user's home.</summary>
    /// <value>null: <c>app.mosaic</c> in the application's folder among the user's data, see <see cref="MosaicConfiguration.GetLocalPath"/>.</value>
    public string? Path { get; set; }

    /// <summary>What an acknowledged write survives, as <see cref="MosaicOptions.Durability"/>: <c>full</c> or <c>relaxed</c>.</summary>
    /// <value><see cref="Mosaic.Durability.Full"/>.</value>
    public Durability Durability { get; set; } = Durability.Full;

    /// <summary>Writes nothing, as <see cref="MosaicOptions.ReadOnly"/>; no folder is created either.</summary>
    /// <value>false.</value>
    public bool ReadOnly { get; set; }
}
