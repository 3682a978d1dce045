namespace Mosaic.Postgres.Sessions;

/// <summary>What a store says about itself when it is opened.</summary>
internal sealed record StoreRow(Guid StoreId, long Epoch, string Owner);
