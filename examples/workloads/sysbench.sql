-- The table of sysbench's oltp tests, with 10,000 rows.
CREATE TABLE sbtest1 (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  k INT NOT NULL DEFAULT 0,
  c CHAR(120) NOT NULL DEFAULT '',
  pad CHAR(60) NOT NULL DEFAULT '',
  KEY k_1 (k)
);

SET SESSION cte_max_recursion_depth = 10000;

INSERT INTO sbtest1 (id, k, c, pad)
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 10000)
SELECT n, 1 + (n * 7919) % 10000, LEFT(CONCAT(SHA2(n, 256), SHA2(-n, 256)), 119), LEFT(SHA2(n, 256), 59)
FROM numbers;
