using Mosaic.Storage.Log;

namespace Mosaic.Storage.Pages;

/// <summary>The refusal of a log that does not continue the data file beside it.</summary>
internal static class LogMismatch
{
    public static StoreCorruptException Error(ExtentFile log, FileIdentity identity, string what) =>
        new($"The log '{log.Path}' of store {log.StoreId} {what}, but the data file beside it is store {identity.StoreId} "
            + $"at checkpoint {identity.Checkpoint}, unit {identity.Sequence}. The log was not applied.")
        {
            Operation = "open",
            Target = log.Path,
            Hint = "One of the two was restored or copied without the other. Put the matching pair back; if the data file "
                + "alone is what you want, move the log away first.",
        };
}
