namespace Mosaic;

/// <summary>What becomes of messages for a subscriber that has <see cref="SubscribeOptions.Capacity"/> of them waiting.</summary>
public enum Overflow
{
    /// <summary>The oldest that waits is dropped, and that is logged.</summary>
    DropOldest,

    /// <summary>The new one is dropped, and that is logged.</summary>
    DropNewest,

    /// <summary>The publisher waits until there is room; a transaction after its commit. A handler must not publish to its own channel then.</summary>
    Wait,

    /// <summary>The subscription ends, and that is logged.</summary>
    Disconnect,
}
