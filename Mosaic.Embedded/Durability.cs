namespace Mosaic;

/// <summary>What an acknowledged write survives.</summary>
public enum Durability
{
    /// <summary>A power cut: acknowledged after the log was synced to the device.</summary>
    Full,

    /// <summary>kill -9 of the process, but not a power cut.</summary>
    Relaxed,
}
