/** Runs the test that prints what a call of two steps costs, of the build on the class path. */
public class Steps {
    public static void main(String[] arguments) throws Exception {
        Class<?> test = Class.forName("dev.oktant.StepTest");
        test.getMethod("many calls in a row").invoke(test.getConstructor().newInstance());
    }
}
