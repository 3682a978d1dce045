namespace Mosaic.Configuration;

/// <summary>The team tier.</summary>
internal static class PostgresAdapter
{
    public static async ValueTask<IMosaic> OpenAsync(MosaicConfiguration configuration, CancellationToken cancellationToken) =>
        await PostgresMosaic.OpenAsync(configuration.Team.GetConnectionString()!, Options(configuration), cancellationToken).ConfigureAwait(false);

    private static PostgresOptions Options(MosaicConfiguration configuration)
    {
        var shared = configuration.CreateOptions();
        if (shared.ReadOnly && !configuration.Local.ReadOnly)
        {
            throw new MosaicConfigurationException(
                [new("ReadOnly", "ConfigureOptions", "true", "The team tier cannot be opened for reading only.", "Leave it out, or connect as a role that may only read.")]);
        }

        var options = new PostgresOptions
        {
            Schema = configuration.Team.Schema,
            Json = shared.Json,
            RequireUser = shared.RequireUser,
            Embedder = shared.Embedder,
            EmbedderTimeout = shared.EmbedderTimeout,
            Fusion = shared.Fusion,
            TimeProvider = shared.TimeProvider,
            LoggerFactory = shared.LoggerFactory,
            ChangeRecordRowsMax = shared.ChangeRecordRowsMax,
            ChangeRecordAgeMax = shared.ChangeRecordAgeMax,
            CompletedJobsMax = shared.CompletedJobsMax,
        };
        options.PoolSizeMax = configuration.Team.PoolSizeMax ?? options.PoolSizeMax;
        options.ConnectTimeout = configuration.Team.ConnectTimeout ?? options.ConnectTimeout;
        options.CommandTimeout = configuration.Team.CommandTimeout ?? options.CommandTimeout;
        options.RetryTimeout = configuration.Team.RetryTimeout ?? options.RetryTimeout;
        options.Migrate = configuration.Team.Migrate ?? options.Migrate;
        return options;
    }
}
