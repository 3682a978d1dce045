using Mosaic.Backends;

namespace Mosaic.Storage.Changes;

/// <summary>Where and when something changed.</summary>
internal readonly record struct FeedPlace(FeedCursor Cursor, DateTimeOffset Time);
