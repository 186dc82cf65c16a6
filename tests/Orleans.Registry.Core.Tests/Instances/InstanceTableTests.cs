using FsCheck;
using FsCheck.Fluent;

namespace Orleans.Registry.Core.Tests.Instances;

public sealed class InstanceTableTests
{
    // Chunks hold 128 records: the numbers must cross their borders in both directions.
    [Fact]
    public void Lists_handed_out_never_change_whatever_happens_to_the_table()
        => Prop.ForAll(Gen.ArrayOf(Gen.Choose(0, 999), 400).ToArbitrary(), steps =>
        {
            var table = new InstanceTable();
            List<ServiceInstance> model = [];
            List<(IReadOnlyList<ServiceInstance> List, ServiceInstance[] Copy)> handedOut = [];
            foreach (var step in steps)
            {
                Take(step, table, model);
                if (step % 7 == 0)
                {
                    handedOut.Add((table.ToList(), [.. model]));
                }
            }

            Assert.Equal(model, table.ToList());
            Assert.All(handedOut, h => Assert.Equal(h.Copy, h.List));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_table_that_was_emptied_can_be_filled_again()
    {
        var table = new InstanceTable();
        foreach (var round in Enumerable.Range(0, 3))
        {
            var instances = Enumerable.Range(0, 300).Select(i => Instance(i)).ToArray();
            Assert.Equal(Enumerable.Range(0, 300), instances.Select(table.Add));
            var full = table.ToList();
            for (var i = 299; i >= 0; i--)
            {
                table.RemoveAt(0);
            }

            Assert.Equal((0, 0), (table.Count, table.ToList().Count));
            Assert.Equal(instances, full);
        }
    }

    [Fact]
    public void A_list_counts_from_0_to_its_end()
    {
        var table = new InstanceTable();
        var instance = Instance(1);
        table.Add(instance);
        var list = table.ToList();

        Assert.Same(instance, list[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => list[1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => list[-1]);
    }

    [Fact]
    public void A_change_after_a_snapshot_copies_one_chunk_and_not_the_table()
    {
        var table = new InstanceTable();
        for (var i = 0; i < 12_800; i++)
        {
            table.Add(Instance(i));
        }

        var replacement = Instance(5);
        _ = table.ToList();
        table.Set(5, replacement);
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = table.ToList();
        table.Set(5, replacement);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // 100 references to chunks and one chunk of 128 references; the whole table would be over 100,000 bytes.
        Assert.InRange(allocated, 1, 4_000);
    }

    // Adding is made likelier than removing while the table is small, and the other way round.
    private static void Take(int step, InstanceTable table, List<ServiceInstance> model)
    {
        var wantsGrowth = model.Count < 260;
        if (model.Count == 0 || step % 10 < (wantsGrowth ? 7 : 2))
        {
            var instance = Instance(step);
            Assert.Equal(model.Count, table.Add(instance));
            model.Add(instance);
        }
        else if (step % 10 < 8)
        {
            var slot = step % model.Count;
            model[slot] = Instance(step);
            table.Set(slot, model[slot]);
        }
        else
        {
            var slot = step % model.Count;
            var last = model[^1];
            model[slot] = last;
            model.RemoveAt(model.Count - 1);
            Assert.Same(slot == model.Count ? null : last, table.RemoveAt(slot));
        }
    }

    private static ServiceInstance Instance(int number) => new()
    {
        Service = ServiceName.Parse("orders"),
        Id = InstanceId.Parse($"i{number}"),
        Details = Scene.Plain,
        ReportedStatus = InstanceStatus.Healthy,
        RegisteredAt = default,
        StatusSince = default,
        CreatedRevision = new Revision(1),
        ModifiedRevision = new Revision(1),
    };
}
