using Mosaic.Storage.Changes;
using Mosaic.Storage.Rows;

namespace Mosaic.Storage.Commit;

/// <summary>A committed unit as the log holds it.</summary>
internal sealed record LoggedUnit(
    ChangeRecord Record, IReadOnlyList<RowChange> Rows, IReadOnlyList<KeyValuePair<long, long>> CounterDeltas);
