using Mosaic.Backends;

namespace Mosaic.Storage.Changes;

internal readonly record struct ChangedRow(ChangeKind Kind, string Collection, string Id, long Version, ChangeOperation Operation);
