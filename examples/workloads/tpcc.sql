-- The tables of TPC-C, small: 2 warehouses of 10 districts, 30 customers in each district, 100 items. No orders yet.
-- Where TPC-C asks for no primary key (history) there is one: Group Replication needs it.
CREATE TABLE warehouse (
  w_id INT NOT NULL PRIMARY KEY, w_name VARCHAR(10) NOT NULL, w_tax DECIMAL(4, 4) NOT NULL,
  w_ytd DECIMAL(12, 2) NOT NULL
);
CREATE TABLE district (
  d_w_id INT NOT NULL, d_id INT NOT NULL, d_name VARCHAR(10) NOT NULL, d_tax DECIMAL(4, 4) NOT NULL,
  d_ytd DECIMAL(12, 2) NOT NULL, d_next_o_id INT NOT NULL,
  PRIMARY KEY (d_w_id, d_id),
  FOREIGN KEY (d_w_id) REFERENCES warehouse (w_id)
);
CREATE TABLE customer (
  c_w_id INT NOT NULL, c_d_id INT NOT NULL, c_id INT NOT NULL, c_last VARCHAR(16) NOT NULL,
  c_credit CHAR(2) NOT NULL, c_discount DECIMAL(4, 4) NOT NULL, c_balance DECIMAL(12, 2) NOT NULL,
  c_ytd_payment DECIMAL(12, 2) NOT NULL, c_payment_cnt INT NOT NULL,
  PRIMARY KEY (c_w_id, c_d_id, c_id),
  FOREIGN KEY (c_w_id, c_d_id) REFERENCES district (d_w_id, d_id)
);
CREATE TABLE history (
  h_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  h_c_id INT NOT NULL, h_c_d_id INT NOT NULL, h_c_w_id INT NOT NULL, h_d_id INT NOT NULL, h_w_id INT NOT NULL,
  h_date DATETIME NOT NULL, h_amount DECIMAL(6, 2) NOT NULL,
  KEY (h_w_id, h_d_id)
);
CREATE TABLE orders (
  o_w_id INT NOT NULL, o_d_id INT NOT NULL, o_id INT NOT NULL, o_c_id INT NOT NULL, o_entry_d DATETIME NOT NULL,
  o_carrier_id INT, o_ol_cnt INT NOT NULL, o_all_local INT NOT NULL,
  PRIMARY KEY (o_w_id, o_d_id, o_id),
  KEY (o_w_id, o_d_id, o_c_id)
);
CREATE TABLE new_orders (
  no_w_id INT NOT NULL, no_d_id INT NOT NULL, no_o_id INT NOT NULL,
  PRIMARY KEY (no_w_id, no_d_id, no_o_id)
);
CREATE TABLE item (
  i_id INT NOT NULL PRIMARY KEY, i_name VARCHAR(24) NOT NULL, i_price DECIMAL(5, 2) NOT NULL
);
CREATE TABLE stock (
  s_w_id INT NOT NULL, s_i_id INT NOT NULL, s_quantity INT NOT NULL, s_ytd INT NOT NULL, s_order_cnt INT NOT NULL,
  PRIMARY KEY (s_w_id, s_i_id),
  FOREIGN KEY (s_i_id) REFERENCES item (i_id)
);
CREATE TABLE order_line (
  ol_w_id INT NOT NULL, ol_d_id INT NOT NULL, ol_o_id INT NOT NULL, ol_number INT NOT NULL, ol_i_id INT NOT NULL,
  ol_supply_w_id INT NOT NULL, ol_delivery_d DATETIME, ol_quantity INT NOT NULL, ol_amount DECIMAL(6, 2) NOT NULL,
  PRIMARY KEY (ol_w_id, ol_d_id, ol_o_id, ol_number),
  FOREIGN KEY (ol_supply_w_id, ol_i_id) REFERENCES stock (s_w_id, s_i_id)
);

INSERT INTO item
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 100)
SELECT n, CONCAT('item ', n), 1 + (n * 37) % 99 FROM numbers;
INSERT INTO warehouse VALUES (1, 'one', 0.1, 3000), (2, 'two', 0.1, 3000);
INSERT INTO district
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 10)
SELECT w_id, n, CONCAT('district ', n % 10), 0.1, 300, 1 FROM warehouse, numbers;
INSERT INTO customer
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 30)
SELECT d_w_id, d_id, n, CONCAT('customer ', n), 'GC', 0.1, -10, 10, 1 FROM district, numbers;
INSERT INTO history (h_c_id, h_c_d_id, h_c_w_id, h_d_id, h_w_id, h_date, h_amount)
SELECT c_id, c_d_id, c_w_id, c_d_id, c_w_id, NOW(), 10 FROM customer;
INSERT INTO stock SELECT w_id, i_id, 50, 0, 0 FROM warehouse, item;
