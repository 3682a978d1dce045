namespace Mosaic;

/// <summary>The user of an application that has only one.</summary>
public static class LocalUser
{
    /// <summary>Whose memory a search without a user looks into, unless the store requires one (<see cref="MosaicOptions.RequireUser"/>).</summary>
    public const string Id = "local";
}
