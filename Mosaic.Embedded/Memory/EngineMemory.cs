using Mosaic.Backends;
using Mosaic.Memory.Insights;
using Mosaic.Memory.Preferences;
using Mosaic.Memory.Rows;
using Mosaic.Memory.Search;
using Mosaic.Memory.Sessions;

namespace Mosaic.Memory;

/// <summary>The memory of a local store, as one user or everyone sees it.</summary>
internal sealed class EngineMemory(MemoryParts parts, UserScope scope) : IMemoryStore
{
    public string Name => "local";

    public IPreferences Preferences { get; } = new EnginePreferences(parts, scope);

    public IInsights Insights { get; } = new EngineInsights(parts, scope);

    public ISessions Sessions { get; } = new EngineSessions(parts, scope);

    public async ValueTask<IReadOnlyList<SearchHit>> SearchAsync(
        string query, int limit = 10, SearchFilter? filter = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MemoryLimits.MaxHits);
        parts.Enter(cancellationToken);
        return SearchLimits.Of(filter ?? new SearchFilter(), scope, parts.RequireUser) is { } limits
            ? await parts.Search.RunAsync(query, limit, limits, cancellationToken).ConfigureAwait(false)
            : [];
    }

    public IMemoryStore ForUser(string userId)
    {
        MemoryName.RequireUser(userId);
        scope.RequireSees(userId, "bind");
        return scope.User is null ? new EngineMemory(parts, new UserScope(userId)) : this;
    }

    public async ValueTask<ForgetReport> ForgetUserAsync(string userId, CancellationToken cancellationToken = default)
    {
        MemoryName.RequireUser(userId);
        parts.Enter(cancellationToken);
        scope.RequireSees(userId, "forget");
        return await new UserForgetter(parts, userId).RunAsync(cancellationToken).ConfigureAwait(false);
    }
}
