using Mosaic.Backends;
using Mosaic.Queue;
using Mosaic.Queue.Rows;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Queue;

/// <summary>The state machine has the transitions of its drawing in DESIGN.md, and no others.</summary>
public sealed class JobMachineTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly JobRow Row = new() { Type = "t", AttemptsMax = 2, CreatedTicks = Now.UtcTicks, RunAtTicks = Now.UtcTicks };

    /// <summary>By event: from where it may happen, and where it may lead.</summary>
    private static readonly Dictionary<string, (Func<JobPlace, JobStep> Step, JobPlace[] From)> Events = new()
    {
        ["promote"] = (static from => JobMachine.Promote(from, Row, Now, true), [JobPlace.Delayed]),
        ["unblock"] = (static from => JobMachine.Unblock(from, Keyed, Now), [JobPlace.Blocked]),
        ["children ended"] = (static from => JobMachine.ChildrenEnded(from, Row, Now, true), [JobPlace.Parent]),
        ["complete"] = (static from => JobMachine.Complete(from, Row, 1, null, Now), [JobPlace.Ready]),
        ["fail"] = (static from => JobMachine.Fail(from, Row, 1, "e", TimeSpan.Zero, Now), [JobPlace.Ready]),
        ["postpone"] = (static from => JobMachine.Postpone(from, Row, Now.AddSeconds(1)), [JobPlace.Ready]),
        ["record"] = (static from => JobMachine.Record(from, Row, 1), [JobPlace.Ready]),
        ["fail parent"] = (static from => JobMachine.FailParent(from, Row, "e", Now), [JobPlace.Parent]),
        ["cancel"] = (static from => JobMachine.Cancel(from, Row, 0, Now), [JobPlace.Ready, JobPlace.Delayed, JobPlace.Blocked, JobPlace.Parent]),
        ["redrive"] = (static from => JobMachine.Redrive(from, Row, Now, true, false), [JobPlace.Dead, JobPlace.Cancelled]),
    };

    private static JobRow Keyed => Row with { KeyKind = KeyKind.Ordering, Key = "k" };

    private static IEnumerable<TestCaseData> All =>
        from told in Events.Keys
        from place in JobPlaces.All
        select new TestCaseData(told, (int)place);

    [TestCaseSource(nameof(All))]
    public void An_event_happens_where_it_is_drawn_and_throws_elsewhere(string name, int place)
    {
        var (step, from) = Events[name];
        if (from.Contains((JobPlace)place))
        {
            Assert.That(step((JobPlace)place).Row.Version, Is.EqualTo(Row.Version + 1));
        }
        else
        {
            Assert.Throws<InvalidOperationException>(() => step((JobPlace)place));
        }
    }

    [Test]
    public void A_new_job_waits_for_children_first_then_its_key_then_its_time()
    {
        var later = Row with { RunAtTicks = Now.AddMinutes(1).UtcTicks };
        Assert.Multiple(() =>
        {
            Assert.That(JobMachine.Enqueue(Row, Now, true).Place, Is.EqualTo(JobPlace.Ready));
            Assert.That(JobMachine.Enqueue(later, Now, true).Place, Is.EqualTo(JobPlace.Delayed));
            Assert.That(JobMachine.Enqueue(later with { IsParent = true }, Now, true).Place, Is.EqualTo(JobPlace.Parent));
            Assert.That(JobMachine.Enqueue(later with { KeyKind = KeyKind.Ordering, Key = "k" }, Now, false).Place, Is.EqualTo(JobPlace.Blocked));
            Assert.That(JobMachine.Enqueue(later with { KeyKind = KeyKind.Limit, Key = "k" }, Now, false).Place, Is.EqualTo(JobPlace.Delayed), "a limit counts what could run");
            Assert.That(JobMachine.Enqueue(Keyed, Now, true), Is.EqualTo(new JobStep(JobPlace.Ready, Keyed with { HoldsSlot = true })));
        });
    }

    [Test]
    public void The_last_attempt_is_a_dead_letter_and_leaves_its_slot()
    {
        var dead = JobMachine.Fail(JobPlace.Ready, Keyed with { HoldsSlot = true }, 2, "e", TimeSpan.FromMinutes(1), Now);
        Assert.That((dead.Place, dead.Row.HoldsSlot, dead.Row.EndedTicks), Is.EqualTo((JobPlace.Dead, false, Now.UtcTicks)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_retry_keeps_the_slot_of_an_order_and_leaves_that_of_a_limit(bool ordering)
    {
        var job = Row with { KeyKind = ordering ? KeyKind.Ordering : KeyKind.Limit, Key = "k", HoldsSlot = true };
        var delayed = JobMachine.Fail(JobPlace.Ready, job, 1, "e", TimeSpan.FromMinutes(1), Now);
        Assert.That((delayed.Place, delayed.Row.HoldsSlot), Is.EqualTo((JobPlace.Delayed, ordering)));
        Assert.That(JobMachine.Promote(JobPlace.Delayed, delayed.Row, Now.AddMinutes(1), free: false).Place, Is.EqualTo(ordering ? JobPlace.Ready : JobPlace.Blocked));
    }

    [Test]
    public void An_error_that_is_too_long_is_cut_between_characters()
    {
        var text = new string('x', JobMachine.ErrorLengthMax - 1) + "\ud83d\ude00";
        Assert.That(JobMachine.Bounded(text), Is.EqualTo(new string('x', JobMachine.ErrorLengthMax - 1)));
    }
}
