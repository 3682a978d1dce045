namespace Mosaic.Postgres.Queue;

/// <summary>What a claim leased.</summary>
/// <param name="Leases">In the order of the jobs.</param>
/// <param name="LookAgainIn">In how long something becomes due; null: nobody knows of anything.</param>
/// <param name="IsDue">Whether something is due that concerns others: nothing was leased, look after that first.</param>
internal sealed record Claim(IReadOnlyList<JobLease> Leases, TimeSpan? LookAgainIn, bool IsDue);
