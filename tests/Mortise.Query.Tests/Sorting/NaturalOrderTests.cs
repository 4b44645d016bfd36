using Mortise.Query.Sorting;

namespace Mortise.Query.Tests.Sorting;

/// <summary>Names in the order in which people count.</summary>
public sealed class NaturalOrderTests
{
    [Fact]
    public void Numbers_in_names_count_as_numbers()
    {
        string[] ordered = ["", "1", "01", "2", "10", "a", "a1b", "a1b2", "a2", "a10", "a10b", "a18446744073709551616", "b", "v1.9", "v1.10", "\uE000", "😀"];

        Assert.Equal(ordered, ordered.Reverse().Order(NaturalOrder.Instance));
    }

    [Fact]
    public void The_order_is_total_over_awkward_names()
    {
        string[] parts = ["", "0", "00", "1", "01", "a", "a0", "0a", "a00b", "-", "é"];
        var names = (from one in parts from other in parts select one + other).Distinct(StringComparer.Ordinal).ToArray();
        var order = NaturalOrder.Instance;

        foreach (var x in names)
        {
            foreach (var y in names)
            {
                Assert.Equal(Math.Sign(order.Compare(x, y)), -Math.Sign(order.Compare(y, x)));
                Assert.Equal(x == y, order.Compare(x, y) == 0);
                Assert.All(names, z => Assert.True(order.Compare(x, y) > 0 || order.Compare(y, z) > 0 || order.Compare(x, z) <= 0));
            }
        }
    }
}
